import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FieldError } from './field-error.tsx'
import { useUnsavedFields } from './unsaved-changes.ts'
import { useDeskForm } from './use-desk-form.ts'

const schema = z.object({ name: z.string().check(z.trim(), z.minLength(1)) })

function Form({ onSubmit }: { onSubmit: (values: { name: string }) => Promise<void> }) {
	const { register, submit, errors, problem, isSubmitting } = useDeskForm({
		schema,
		defaultValues: { name: '' },
		problemFields: { 'username-taken': 'name' },
		onSubmit,
	})
	const unsaved = useUnsavedFields()
	return (
		<form noValidate onSubmit={submit}>
			<label>
				Name
				<input {...register('name')} />
			</label>
			<FieldError error={errors.name} text="A name is missing" />
			<ProblemNote problem={problem} />
			<button type="submit" disabled={isSubmitting}>
				Send
			</button>
			<output>{unsaved.join()}</output>
		</form>
	)
}

async function render(onSubmit: (values: { name: string }) => Promise<void>) {
	const { user } = await renderDesk(<Form onSubmit={onSubmit} />)
	return { user, field: screen.getByLabelText('Name'), send: screen.getByRole('button', { name: 'Send' }) }
}

test('a value that the schema refuses is not sent: its field has the error and the focus', async () => {
	const onSubmit = vi.fn(async () => undefined)
	const { user, field, send } = await render(onSubmit)
	await user.type(field, ' ')
	await user.click(send)
	expect(await screen.findByRole('alert')).toHaveTextContent('A name is missing')
	expect(field).toHaveFocus()
	expect(onSubmit).not.toHaveBeenCalled()
})

test('the button is off while a form is sent', async () => {
	let finish = () => {}
	const onSubmit = vi.fn(() => new Promise<void>((done) => (finish = done)))
	const { user, field, send } = await render(onSubmit)
	await user.type(field, ' Nadia ')
	await user.click(send)
	await waitFor(() => expect(send).toBeDisabled())
	expect(onSubmit).toHaveBeenCalledWith({ name: 'Nadia' })
	finish()
	await waitFor(() => expect(send).toBeEnabled())
})

test('a problem of one field is shown there, any other above the button, until the next submit', async () => {
	const problems = [new Problem('username-taken'), new Problem('server-busy')]
	const { user, field, send } = await render(async () => {
		const next = problems.shift()
		if (next) throw next
	})
	await user.type(field, 'Nadia')
	await user.click(send)
	await waitFor(() => expect(screen.getByRole('alert').closest('.error')).not.toBeNull())
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.username-taken'))
	expect(field).toHaveFocus()
	await user.click(send)
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text('desk.problem.server-busy')))
	await user.click(send)
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('changed fields count as unsaved until they are as before', async () => {
	const { user, field } = await render(async () => undefined)
	expect(screen.getByRole('status')).toHaveTextContent('')
	await user.type(field, 'N')
	expect(screen.getByRole('status')).toHaveTextContent('form')
	await user.clear(field)
	expect(screen.getByRole('status')).toHaveTextContent(/^$/)
})
