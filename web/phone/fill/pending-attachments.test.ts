import { expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import type { NewAttachment } from '../../storage/attachments/attachments.ts'
import { startAttaching } from './pending-attachments.ts'

const picture = (): NewAttachment => ({ kind: 'picture', ending: 'jpg', blob: new Blob(['x']) })

/** A form whose disk accepts or rejects a file when the test says so. */
function form() {
	const answers = new Map<string, Answer>()
	const deleted: unknown[] = []
	const requests: { take: (name: string) => void; refuse: () => void }[] = []
	const attaching = startAttaching({
		waiting: new Map(),
		save: () =>
			new Promise((take, no) => {
				requests.push({ take, refuse: () => no(new Problem('phone-full')) })
			}),
		drop: async (name) => void deleted.push(name),
		deleteReplaced: async (names) => void deleted.push(...names),
		answerAt: (path) => answers.get(path),
		answer: (path, answer) => void (answer === null ? answers.delete(path) : answers.set(path, answer)),
		onChange: () => undefined,
	})
	return { attaching, answers, deleted, requests }
}

test('the new file becomes the answer once stored, and only then is the old one deleted', async () => {
	const { attaching, answers, deleted, requests } = form()
	answers.set('house', 'old')
	const attached = attaching.attach('house', picture())
	expect([answers.get('house'), attaching.isBusy()]).toEqual(['old', true])
	requests[0]?.take('new')
	await attached
	expect([answers.get('house'), attaching.isBusy(), deleted]).toEqual(['new', false, ['old']])
})

test('a file that cannot be stored waits with its reason, blocks the form, and is retried', async () => {
	const { attaching, answers, deleted, requests } = form()
	answers.set('house', 'old')
	void attaching.attach('house', picture())
	requests[0]?.refuse()
	expect((await attaching.settled())?.code).toBe('phone-full')
	expect([answers.get('house'), attaching.isBusy(), deleted]).toEqual(['old', true, []])
	attaching.retry()
	expect(attaching.problem()).toBeNull()
	requests[1]?.take('new')
	expect(await attaching.settled()).toBeNull()
	expect([answers.get('house'), deleted]).toEqual(['new', ['old']])
})

test('the later of two photos becomes the answer, whichever is encrypted first', async () => {
	const { attaching, answers, deleted, requests } = form()
	void attaching.attach('house', picture())
	void attaching.attach('house', picture())
	requests[1]?.take('second')
	requests[0]?.take('first')
	await attaching.settled()
	expect([answers.get('house'), deleted]).toEqual(['second', ['first']])
})

test('a file whose answer was cleared, or whose row was removed, becomes no answer', async () => {
	const { attaching, answers, deleted, requests } = form()
	void attaching.attach('house', picture())
	void attaching.attach('jar/@1/look', picture())
	attaching.remove('house')
	attaching.leaveRow('jar/@1')
	requests[0]?.take('a')
	requests[1]?.take('b')
	await attaching.settled()
	expect([answers.size, deleted]).toEqual([0, ['a', 'b']])
})

test('a photo still being scaled when the form is left is awaited, and becomes the answer', async () => {
	const { attaching, answers, requests } = form()
	let made = () => {}
	void attaching.during(async () => {
		await new Promise<void>((smaller) => {
			made = smaller
		})
		void attaching.attach('house', picture())
	})
	let isSettled = false
	const settled = attaching.settled().then(() => {
		isSettled = true
	})
	await new Promise((later) => setTimeout(later))
	expect(isSettled).toBe(false)
	made()
	await new Promise((later) => setTimeout(later))
	expect(isSettled).toBe(false)
	requests[0]?.take('new')
	await settled
	expect(answers.get('house')).toBe('new')
})
