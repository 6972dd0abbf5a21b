// A server of Go's own TLS: PORT CERT KEY.
package main

import (
	"crypto/tls"
	"log"
	"os"
)

func main() {
	pair, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	listener, err := tls.Listen("tcp", "127.0.0.1:"+os.Args[1], config)
	if err != nil {
		log.Fatal(err)
	}
	for {
		peer, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer peer.Close()
			peer.Read(make([]byte, 1))
		}()
	}
}
