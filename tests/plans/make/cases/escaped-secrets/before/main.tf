variable "marked" {
  type      = string
  sensitive = true
  default   = "<LEAK&escaped>\"quoted\"\\back|k1\tß😀"
}

variable "pem" {
  type      = string
  sensitive = true
  default   = <<-PEM
    -----BEGIN LEAK KEY-----
    LEAKescapedPemLineOne+/k2q9w8e7r6t5y4u3i2
    LEAKescapedPemLineTwo+/k3a1s2d3f4g5h6j7k8
    -----END LEAK KEY-----
  PEM
}

resource "terraform_data" "marked" {
  input = var.marked
}

resource "terraform_data" "pem" {
  input = { key = var.pem, encoded = base64encode(var.pem), document = jsonencode({ key = var.pem }) }
}

resource "terraform_data" "short" {
  input = [sensitive("k4#a"), sensitive("k5Qz!7")]
}
