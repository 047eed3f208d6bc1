package demo

import "time"

func wait(ch chan int) {
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	for {
		timer.Reset(time.Second)
		select {
		case <-ch:
		case <-timer.C:
			return
		}
	}
}
