"""The lab's commands, a file a group; heavy libraries are imported when a command runs."""
