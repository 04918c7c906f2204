resource "terraform_data" "marked_now" {
  input = "LEAK-toggled-marked-now-o9p1"
}

resource "terraform_data" "shown_now" {
  input = sensitive("LEAK-toggled-shown-now-a2s3")
}

resource "terraform_data" "deep" {
  input = { a = "LEAK-toggled-deep-d4f5", b = "LEAK-toggled-beside-g6h7" }
}

resource "terraform_data" "marked_and_changed" {
  input = "LEAK-toggled-changed-old-j8k9"
}
