package main

var serveCommand = command{name: "serve"}
