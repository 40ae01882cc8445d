import { act, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { renderLocked } from '../testing/render-locked.tsx'
import { text } from '../testing/text.ts'
import { ProblemNote } from './problem-text.tsx'
import { useAsyncAction } from './use-async-action.ts'

let outcomes: boolean[] = []
function ActionButton({ work }: { work: () => Promise<unknown> }) {
	const { isBusy, problem, run } = useAsyncAction()
	return (
		<>
			<button type="button" disabled={isBusy} onClick={() => void run(work).then((is) => outcomes.push(is))}>
				do it
			</button>
			<ProblemNote problem={problem} />
		</>
	)
}
const button = () => screen.getByRole('button', { name: 'do it' })

test('one action runs at a time, and its success is known', async () => {
	outcomes = []
	let done = () => {}
	const { user } = await renderLocked(
		<ActionButton
			work={() =>
				new Promise<void>((end) => {
					done = end
				})
			}
		/>,
	)
	await user.click(button())
	expect(button()).toBeDisabled()
	await act(async () => done())
	expect(button()).toBeEnabled()
	expect(outcomes).toEqual([true])
})

test('the reason for a failure is shown until the next try, whatever was thrown', async () => {
	outcomes = []
	const failures: unknown[] = [new Problem('no-connection'), new Error('a bug')]
	const { user } = await renderLocked(
		<ActionButton
			work={async () => {
				const failure = failures.shift()
				if (failure) throw failure
			}}
		/>,
	)
	await user.click(button())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.no-connection'))
	expect(button()).toBeEnabled()
	await user.click(button())
	expect(await screen.findByRole('alert')).not.toHaveTextContent(text('problem.no-connection'))
	await user.click(button())
	expect(screen.queryByRole('alert')).toBeNull()
	expect(outcomes).toEqual([false, false, true])
})
