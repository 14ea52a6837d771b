/** Runs the commands of a list, each until it has ended, whatever happens to the program. */
module com.example.jobs {
    requires bstack.collections;
}
