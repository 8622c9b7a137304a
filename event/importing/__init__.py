"""Sign-ups made elsewhere: a file becomes lines, its columns are recognised, each line is judged. Nothing is kept."""
