resource "terraform_data" "document" {
  input = "{\n  \"b\": \"LEAK-formatting-document-l2z4\",\n  \"a\": 1\n}\n"
}

resource "terraform_data" "order" {
  input = ["LEAK-formatting-two-v4b6", "LEAK-formatting-one-x3c5"]
}

resource "terraform_data" "type" {
  input = { "n" = "1", "t" = true, "e" = null }
}
