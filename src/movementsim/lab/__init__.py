"""The lab: experiments written down in a file, run on all cores, and told to a reader."""
