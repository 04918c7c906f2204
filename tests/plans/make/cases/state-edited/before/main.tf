resource "terraform_data" "edited" {
  input = "LEAK-edited-value-r1t3"
}

resource "terraform_data" "removed" {
  input = "LEAK-edited-removed-y2u4"
}
