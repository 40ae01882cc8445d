import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem, problemCodes } from '#shared/kernel/problem'
import { renderLocked } from '../testing/render-locked.tsx'
import { speak, text } from '../testing/text.ts'
import { CoordinatorContext, ProblemNote } from './problem-text.tsx'

// the tests of each code are named before anything is rendered
await speak('en')
const asksIn = (code: (typeof problemCodes)[number]): boolean =>
	/your coordinator/i.test(text(`problem.${code}`))

test('a problem is shown in the language of the app, with its values', async () => {
	await renderLocked(<ProblemNote problem={new Problem('pin-wrong-again', { left: 3 })} />, {
		language: 'ur',
	})
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.pin-wrong-again', { left: 3 }))
	expect(screen.queryByRole('button')).toBeNull()
})

test('a failure of the server has the id of its request, which an administrator finds in the log', async () => {
	await renderLocked(<ProblemNote problem={new Problem('unexpected', { requestId: '5f0c1b9e' })} />)
	const expected = `${text('problem.unexpected')} ${text('app.requestId', { id: '5f0c1b9e' })}`
	expect(screen.getByRole('alert')).toHaveTextContent(expected)
})

test('a signed-out user gets a link to sign in', async () => {
	const reload = vi.spyOn(location, 'reload').mockImplementation(() => {})
	const { user } = await renderLocked(<ProblemNote problem={new Problem('signed-out')} />)
	await user.click(screen.getByRole('button', { name: text('app.signIn') }))
	expect(reload).toHaveBeenCalledTimes(1)
})

test('without a problem there is no note', async () => {
	await renderLocked(<ProblemNote problem={null} />)
	expect(screen.queryByRole('alert')).toBeNull()
})

test.each(['person-inactive', 'server-busy', ...problemCodes.filter((code) => asksIn(code))] as const)(
	'a problem that says to ask the coordinator has a button to call them: %s',
	async (code) => {
		await renderLocked(
			<CoordinatorContext value={() => <a href="tel:1">Sadia</a>}>
				<ProblemNote problem={new Problem(code)} />
			</CoordinatorContext>,
		)
		expect(screen.queryAllByRole('link', { name: 'Sadia' })).toHaveLength(code === 'server-busy' ? 0 : 1)
	},
)
