resource "terraform_data" "gap" {
  input            = "LEAK-replace-gap-input-a1s2"
  triggers_replace = ["LEAK-replace-gap-trigger-new-l9z1"]
}

resource "terraform_data" "overlap" {
  input            = "LEAK-replace-overlap-input-g5h6"
  triggers_replace = { "LEAK-replace-trigger-map-key-j7k8" = 2 }

  lifecycle {
    create_before_destroy = true
  }
}
