package main

var keyCommand = command{name: "key"}
