"""A department's look at its own file before it sends it: the pipeline's stages in a folder that is thrown away."""
