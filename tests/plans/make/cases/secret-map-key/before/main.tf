variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-mapkey-marked-e5r6"
}

resource "terraform_data" "keyed" {
  input = { "LEAK-mapkey-plain-old-t7y8" = 1, "LEAK-mapkey-stays-u9i1" = { "LEAK-mapkey-inner-o2p3" = true } }
}

resource "terraform_data" "marked" {
  input = { (nonsensitive(var.marked)) = "x", (nonsensitive(base64encode(var.marked))) = "y", (nonsensitive(sha256(var.marked))) = "z" }
}

resource "terraform_data" "replaced" {
  triggers_replace = { "LEAK-mapkey-replaced-a4s5" = "old" }
}

resource "terraform_data" "refers" {
  input = terraform_data.keyed.output["LEAK-mapkey-stays-u9i1"]
}
