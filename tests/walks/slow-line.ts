import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export interface SlowLine {
	/** The server, as it is seen through the line. */
	readonly url: string
	/** Connections that broke off so far. */
	broken(): number
	close(): void
}

/** A line to a server on which every reply waits, and every so many connections break off in the middle of one. */
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
		const far = connect(Number(port), hostname)
		for (const socket of [phone, far]) {
			open.add(socket)
			socket.on('error', () => undefined)
			socket.once('close', () => {
				open.delete(socket)
				phone.destroy()
				far.destroy()
			})
		}
		phone.pipe(far)
		void (async () => {
			for await (const piece of far) {
				await wait(delayMs)
				const bytes = piece as Buffer
				if (++replies % breakEvery === 0) {
					broken++
					// a reply of which nothing came the browser asks for again by itself
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
