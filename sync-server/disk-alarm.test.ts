import { expect, test } from 'vitest'
import { diskAlarm } from './disk-alarm.ts'

test('is raised once when disk space is low, and cleared once it is not', async () => {
	const messages: string[] = []
	let free = 5e9
	const { check } = diskAlarm({
		folder: '/data',
		alarmBelow: 2e9,
		report: (what) => messages.push(what),
		freeOf: async () => {
			if (free < 0) throw new Error('the disk does not exist')
			return free
		},
	})
	for (free of [5e9, 1e9, 0.9e9, -1, 3e9, 3e9]) await check()
	expect(messages).toHaveLength(2)
	expect(messages[0]).toContain('1000 MB are free in /data')
	expect(messages[1]).toContain('3000 MB are free in /data again')
})

test('tells the desk only that disk space is low', async () => {
	const roomWith = (free: () => Promise<number>) =>
		diskAlarm({ folder: '/data', alarmBelow: 2e9, report: () => {}, freeOf: free }).room()
	expect(await roomWith(async () => 1.9995e9)).toEqual({ little: { freeMegabytes: 1999 } })
	expect(await roomWith(async () => 2e9)).toEqual({ little: null })
	expect(await roomWith(() => Promise.reject(new Error('the disk does not exist')))).toEqual({ little: null })
})
