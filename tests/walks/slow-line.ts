import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export interface SlowLine {
	/** Address of the server through the slow connection. */
	readonly url: string
	/** Returns the number of connections that were cut. */
	broken(): number
	close(): void
}

/** A proxy that delays every reply, and cuts every reply number `breakEvery` in the middle. */
export async function slowLine(
	server: string,
	delayMs: number,
	breakEvery = Number.POSITIVE_INFINITY,
): Promise<SlowLine> {
	const { hostname, port } = new URL(server)
	const open = new Set<Socket>()
	let replies = 0
	let broken = 0
	const line = createServer((phone) => {
		const upstream = connect(Number(port), hostname)
		for (const socket of [phone, upstream]) {
			open.add(socket)
			socket.on('error', () => undefined)
			socket.once('close', () => {
				open.delete(socket)
				phone.destroy()
				upstream.destroy()
			})
		}
		phone.pipe(upstream)
		void (async () => {
			for await (const piece of upstream) {
				await wait(delayMs)
				const bytes = piece as Buffer
				if (++replies % breakEvery === 0) {
					broken++
					// the browser itself repeats a request without any reply, so a part of the reply is sent
					phone.end(bytes.subarray(0, bytes.length - 20))
				} else phone.write(bytes)
			}
		})().catch(() => undefined)
	})
	line.listen(0, '127.0.0.1')
	await once(line, 'listening')
	const address = line.address()
	return {
		url: `http://localhost:${typeof address === 'object' && address ? address.port : 0}`,
		broken: () => broken,
		close() {
			line.close()
			for (const socket of open) socket.destroy()
		},
	}
}
