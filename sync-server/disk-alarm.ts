import { statfs } from 'node:fs/promises'

/** Bytes: some days of a busy campaign, so that somebody can act before phones are refused. */
export const usualAlarmBelow = 2_000_000_000

interface DiskAlarm {
	readonly folder: string
	/** Bytes. */
	readonly alarmBelow: number
	readonly say: (what: string) => void
	readonly freeOf?: (folder: string) => Promise<number>
}

/** Looks how much room the disk of the store has, and says so once when it becomes little, and once when that is over. */
export function diskAlarm({ folder, alarmBelow, say, freeOf = freeBytes }: DiskAlarm): () => Promise<void> {
	let isLittle = false
	return async () => {
		// where it cannot be asked, the disk says itself when it is full
		const free = await freeOf(folder).catch(() => null)
		if (free === null || free < alarmBelow === isLittle) return
		isLittle = free < alarmBelow
		const megabytes = Math.floor(free / 1e6)
		say(
			isLittle
				? `Disk: ${megabytes} MB are free in ${folder}, less than DISK_ALARM_MB. Free some, or phones can send nothing more.`
				: `Disk: ${megabytes} MB are free in ${folder} again.`,
		)
	}
}

async function freeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder)
	return bavail * bsize
}
