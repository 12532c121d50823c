"""The telephony platforms that the wizard can talk to: the embedded exchange and OVHcloud."""
