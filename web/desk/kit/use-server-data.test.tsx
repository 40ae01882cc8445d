import { act, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { announceNews } from '../../testing/news.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RefreshNote } from './refresh-note.tsx'
import { type OnNews, useServerData } from './use-server-data.ts'

/** Calls that wait until the test answers them. */
function deferredCalls() {
	const calls: { readonly key: string; done(value: string): void; failed(thrown: unknown): void }[] = []
	const ask = (key: string) =>
		new Promise<string>((done, failed) => {
			calls.push({ key, done, failed })
		})
	const answer = (call: number, value: string | Problem) =>
		act(async () => {
			const pending = calls[call]
			if (!pending) throw new Error(`there is no call ${call}`)
			if (value instanceof Problem) pending.failed(value)
			else pending.done(value)
		})
	return { calls, ask, answer }
}
function Page({ ask, onNews }: { ask: (key: string) => Promise<string>; onNews?: OnNews }) {
	const [key, setKey] = useState('first')
	const { found, problem, isOutdated, reload } = useServerData(key, () => ask(key), onNews)
	return (
		<>
			<output>{found ?? 'nothing'}</output>
			<ProblemNote problem={problem} />
			<RefreshNote isOutdated={isOutdated} onShow={reload} />
			<button type="button" onClick={() => setKey('second')}>
				Other
			</button>
			<button type="button" onClick={reload}>
				Again
			</button>
		</>
	)
}
const shown = () => screen.getAllByRole('status').find(({ tagName }) => tagName === 'OUTPUT')
const press = (name: string) => screen.getByRole('button', { name })

// changes are announced every five seconds at most
beforeEach(() => {
	vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(() => {
	vi.advanceTimersByTime(5_000)
	vi.useRealTimers()
})

test('a reply to an outdated request is dropped', async () => {
	const { calls, ask, answer } = deferredCalls()
	const { user } = await renderDesk(<Page ask={ask} />)
	await user.click(press('Other'))
	expect(calls.map(({ key }) => key)).toEqual(['first', 'second'])
	await answer(1, 'new')
	await answer(0, 'old')
	expect(shown()).toHaveTextContent('new')
})

test('the previous result is not shown for another request', async () => {
	const { ask, answer } = deferredCalls()
	const { user } = await renderDesk(<Page ask={ask} />)
	await answer(0, 'one')
	await user.click(press('Other'))
	expect(shown()).toHaveTextContent('nothing')
	await answer(1, new Problem('server-busy'))
	expect(shown()).toHaveTextContent('nothing')
	expect(screen.getByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
})

test('during a refresh the result stays, also if it fails', async () => {
	const { ask, answer } = deferredCalls()
	const { user } = await renderDesk(<Page ask={ask} />)
	await answer(0, 'one')
	await user.click(press('Again'))
	expect(shown()).toHaveTextContent('one')
	await answer(1, new Problem('no-connection'))
	expect(shown()).toHaveTextContent('one')
	expect(screen.getByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	await user.click(press('Again'))
	await answer(2, 'two')
	expect(shown()).toHaveTextContent('two')
	expect(screen.queryByRole('alert')).toBeNull()
})

test('new data is shown at once if only numbers change', async () => {
	const { ask, answer } = deferredCalls()
	await renderDesk(<Page ask={ask} onNews="take" />)
	await answer(0, 'one')
	await announceNews()
	await answer(1, 'two')
	expect(shown()).toHaveTextContent('two')
})

test('elsewhere new data is announced and shown on request', async () => {
	const { calls, ask, answer } = deferredCalls()
	const { user } = await renderDesk(<Page ask={ask} onNews="offer" />)
	await answer(0, 'one')
	await announceNews()
	await answer(1, 'two')
	expect(shown()).toHaveTextContent('one')
	expect(screen.getByText(partOf('desk.newData'))).toBeVisible()
	await user.click(press(text('desk.showNewData')))
	await answer(2, 'two')
	expect(shown()).toHaveTextContent('two')
	expect(screen.queryByText(partOf('desk.newData'))).toBeNull()
	expect(calls).toHaveLength(3)
})

test('unchanged data is not announced, nor data that cannot be requested now', async () => {
	const { ask, answer } = deferredCalls()
	await renderDesk(<Page ask={ask} onNews="offer" />)
	await answer(0, 'one')
	await announceNews()
	await answer(1, 'one')
	expect(screen.queryByText(partOf('desk.newData'))).toBeNull()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('news is not polled where it is not used', async () => {
	const { calls, ask, answer } = deferredCalls()
	await renderDesk(<Page ask={ask} />)
	await answer(0, 'one')
	await announceNews()
	expect(calls).toHaveLength(1)
})

test('a failed poll leaves the page unchanged', async () => {
	const { ask, answer } = deferredCalls()
	await renderDesk(<Page ask={ask} onNews="take" />)
	await answer(0, 'one')
	await announceNews()
	await answer(1, new Problem('no-connection'))
	expect(shown()).toHaveTextContent('one')
	expect(screen.queryByRole('alert')).toBeNull()
})
