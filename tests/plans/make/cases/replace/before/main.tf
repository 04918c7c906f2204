resource "terraform_data" "gap" {
  input            = "LEAK-replace-gap-input-a1s2"
  triggers_replace = ["LEAK-replace-gap-trigger-old-d3f4"]
}

resource "terraform_data" "overlap" {
  input            = "LEAK-replace-overlap-input-g5h6"
  triggers_replace = { "LEAK-replace-trigger-map-key-j7k8" = 1 }

  lifecycle {
    create_before_destroy = true
  }
}
