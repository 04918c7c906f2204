resource "terraform_data" "document" {
  input = "{\"a\":1,\"b\":\"LEAK-formatting-document-l2z4\"}"
}

resource "terraform_data" "order" {
  input = ["LEAK-formatting-one-x3c5", "LEAK-formatting-two-v4b6"]
}

resource "terraform_data" "type" {
  input = { "n" = 1, "t" = "true", "e" = "" }
}
