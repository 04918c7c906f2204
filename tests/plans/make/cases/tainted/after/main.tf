resource "terraform_data" "broken" {
  input = "LEAK-tainted-input-t3y4"
}

resource "terraform_data" "broken_overlap" {
  input = "LEAK-tainted-overlap-u5i6"

  lifecycle {
    create_before_destroy = true
  }
}
