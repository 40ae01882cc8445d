@rem npm passes its signals to the program only where exec puts it in the place of the shell; cmd.exe has no exec, and
@rem runs what stands behind it.
@%*
