variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-nested-marked-old-j3k4"
}

resource "terraform_data" "tree" {
  input = {
    list = ["plain", var.marked, "LEAK-nested-beside-l5z6"]
    map  = { inner = { password = var.marked, empty = null, user = "LEAK-nested-user-x7c8" } }
    set  = toset(["LEAK-nested-set-member-v9b1", var.marked])
    many = [{ a = var.marked }, { a = "LEAK-nested-second-n2m3" }]
  }
}

resource "terraform_data" "whole" {
  input = sensitive({ one = "LEAK-nested-whole-one-q4w5", two = ["LEAK-nested-whole-two-e6r7"] })
}
