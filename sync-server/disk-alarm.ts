import type { DiskRoom } from '#shared/people/disk-room'
import { findFreeBytes } from './metrics/operation-status.ts'

/** Bytes: enough for some busy days, so that administrators can act before phones are rejected. */
export const defaultAlarmBelow = 2_000_000_000

interface DiskAlarm {
	readonly folder: string
	/** Bytes. */
	readonly alarmBelow: number
	readonly report: (what: string) => void
	readonly freeOf?: (folder: string) => Promise<number>
}

/** Watches the free space of the store's disk. */
export interface DiskWatch {
	/** Reports once when space becomes low, and once when that is over. */
	check(): Promise<void>
	/** Returns the current free space. */
	room(): Promise<DiskRoom>
}

export function diskAlarm({ folder, alarmBelow, report, freeOf = findFreeBytes }: DiskAlarm): DiskWatch {
	let isLittle = false
	// If free space cannot be read, a full disk shows by its write errors.
	const findFree = () => freeOf(folder).catch(() => null)
	return {
		async check() {
			const free = await findFree()
			if (free === null || free < alarmBelow === isLittle) return
			isLittle = free < alarmBelow
			const megabytes = Math.floor(free / 1e6)
			report(
				isLittle
					? `Disk: ${megabytes} MB are free in ${folder}, less than DISK_ALARM_MB. Free some space, or phones can upload nothing more.`
					: `Disk: ${megabytes} MB are free in ${folder} again.`,
			)
		},
		async room() {
			const free = await findFree()
			if (free === null || free >= alarmBelow) return { little: null }
			return { little: { freeMegabytes: Math.floor(free / 1e6) } }
		},
	}
}
