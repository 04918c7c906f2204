output "kept" {
  value = "LEAK-outputs-kept-d7f8"
}

output "changed" {
  value = { "LEAK-outputs-map-key-n1m2" = ["LEAK-outputs-changed-new-q3w4"] }
}

output "coming" {
  value = "LEAK-outputs-coming-e5r6"
}

output "hidden" {
  value     = "LEAK-outputs-hidden-new-t7y8"
  sensitive = true
}

output "now_shown" {
  value = "LEAK-outputs-now-shown-x6c7"
}

output "now_hidden" {
  value     = "LEAK-outputs-now-hidden-v8b9"
  sensitive = true
}
