resource "terraform_data" "settled" {
  input = "LEAK-errored-settled-old-n8m9"
}

resource "terraform_data" "going" {
  input = "LEAK-errored-going-q1w2"
}
