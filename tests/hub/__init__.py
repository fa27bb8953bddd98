"""A Hub of datasets on the loopback interface, for tests and for trying the publisher without an account.

It speaks the parts of the Hub's HTTP interface that the Python client, `datasets` and the npm client use for dataset
repositories, and it is strict: what a real server could refuse, it refuses. `python -m tests.hub` runs it alone,
`tests.hub.fixtures` gives it to tests.

    objects     git's and LFS's ids of files, folders and commits
    store       repositories in a folder on disk: blobs by content, commits, references
    commits     the lines of a commit request, checked and applied to a tree
    card        the metadata block of a README.md
    accounts    who may read and write what
    faults      errors, cuts and delays on chosen requests, and the log of all requests
    web         requests, routes, errors
    repository_api, file_api, lfs_api    the endpoints
    server      the application with its sockets, in a thread or a process
    fixtures    for tests
"""
