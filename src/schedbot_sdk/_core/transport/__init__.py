"""The wire: everything that knows an HTTP client, behind two classes that return failures as values.

```
exchange    what the executors call: an exchange in, an answer or a failure out
|- door       writes it as a letter, with the secret sealed in
|- pool       carries letters over connections of our own, and lends those out
|  `- line      one connection, as a transport of httpx; unseals the letter below it
|     `- wire, async_wire   its socket, where no wait outlasts the loan
`- supplied   carries letters through a client of the user's, and has a witness follow them
```
"""
