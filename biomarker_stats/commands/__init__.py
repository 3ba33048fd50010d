"""The commands of the command line, one file each: parse, make one public call, render, exit."""
