variable "marked" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery-staple"
}

# Every kind of key that looks like, or is, something that nobody should read. Those in `stays` are
# names that people want to see.
locals {
  masked = {
    account_number   = "910000000107"
    email            = "leak.person-k1@corp.example"
    uuid             = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    hexadecimal      = "d41d8cd98f00b204e9800998ecf8427e"
    access_key       = "AKIALEAK0700EXAMPLE0"
    personal_token   = "ghp_LEAKk2tokenshape0000000000000000"
    web_token        = "eyJhbGciOiJub25lIn0.eyJMRUFLIjoiazMifQ.x"
    arn              = "arn:aws:iam::910000000107:role/leak-k4"
    address          = "203.0.113.77/32"
    url              = "https://leak-k5.example/path"
    spaces           = "LEAK k6 with spaces"
    long             = "leak_k7_${join("", [for i in range(6) : "abcdef"])}"
    same_as_marked   = nonsensitive(var.marked)
    holds_marked     = "a-${nonsensitive(var.marked)}"
    part_of_marked   = "horse-battery"
    unicode          = "leak-k8-ключ"
    leading_digit    = "7leak-k9"
    negative         = "-7777777"
    high_entropy     = "xK9vQ2mZ7pL4wR8tN3bY6cJ1hF5dG0sA"
    twenty_entropy   = "q7Zt1Xv9Lm3Kp5Rw8Yb2"
  }
  stays = toset(["blue", "eu-west-1", "web_frontend", "Production", "node-17", "a"])
}

resource "terraform_data" "masked" {
  for_each = toset(values(local.masked))
}

resource "terraform_data" "stays" {
  for_each = local.stays
}

resource "terraform_data" "counted" {
  count = 2
}

module "inside" {
  source   = "./inside"
  for_each = toset([local.masked.email, local.masked.same_as_marked, "green"])
}

resource "terraform_data" "uses" {
  input = var.marked
}
