// Command bctui explores Microsoft Dynamics 365 Business Central from a terminal over service-to-service sign-in.
package main

func main() {}
