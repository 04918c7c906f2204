variable "text" {
  type = string
}

check "in_module" {
  assert {
    condition     = !endswith(var.text, "green-j1k2")
    error_message = "the text is ${var.text}"
  }
}
