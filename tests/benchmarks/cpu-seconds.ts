import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

interface Process {
	readonly parent: number
	readonly own: number
	/** CPU seconds of child processes that have ended. */
	readonly ended: number
}

function read(pid: number): Process | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
		// the name in brackets may contain spaces
		const fields = stat
			.slice(stat.lastIndexOf(')') + 2)
			.split(' ')
			.map(Number)
		const [, parent = 0] = fields
		const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
		return { parent, own: user + system, ended: endedUser + endedSystem }
	} catch {
		return null
	}
}

/** Returns the CPU seconds of a process and its descendants; null without /proc. */
export function cpuSeconds(pid: number): number | null {
	const total = read(pid)
	if (!total) return null
	const all = readdirSync('/proc')
		.map(Number)
		.filter(Number.isInteger)
		.flatMap((each) => {
			const found = read(each)
			return found ? [{ pid: each, ...found }] : []
		})
	const sum = (of: number, used: number): number =>
		all
			.filter(({ parent }) => parent === of)
			.reduce((ticks, { pid: child, own, ended }) => ticks + sum(child, own + ended), used)
	return sum(pid, total.own + total.ended) / ticksPerSecond
}
