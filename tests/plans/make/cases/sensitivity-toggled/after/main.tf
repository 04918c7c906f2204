resource "terraform_data" "marked_now" {
  input = sensitive("LEAK-toggled-marked-now-o9p1")
}

resource "terraform_data" "shown_now" {
  input = "LEAK-toggled-shown-now-a2s3"
}

resource "terraform_data" "deep" {
  input = { a = sensitive("LEAK-toggled-deep-d4f5"), b = "LEAK-toggled-beside-g6h7" }
}

resource "terraform_data" "marked_and_changed" {
  input = sensitive("LEAK-toggled-changed-new-l1z2")
}
