output "kept" {
  value = "LEAK-outputs-kept-d7f8"
}

output "changed" {
  value = "LEAK-outputs-changed-old-g9h1"
}

output "gone" {
  value = "LEAK-outputs-gone-j2k3"
}

output "hidden" {
  value     = "LEAK-outputs-hidden-old-l4z5"
  sensitive = true
}

output "now_shown" {
  value     = "LEAK-outputs-now-shown-x6c7"
  sensitive = true
}

output "now_hidden" {
  value = "LEAK-outputs-now-hidden-v8b9"
}
