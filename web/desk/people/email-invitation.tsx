import { useState } from 'react'
import { peopleApi } from '#shared/api/people'
import { serverApi } from '#shared/api/server'
import { type Invitation, invitationEmailSchema } from '#shared/people/people'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { TextField } from '../kit/text-field.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** Sends an enrolment link by e-mail, where the server has a mail server. */
export function EmailInvitation({ invitation }: { readonly invitation: Invitation }) {
	const { t } = useTranslations()
	const { found } = useRoute(serverApi.mail, {})
	const [isOpen, setOpen] = useState(false)
	if (!found?.isSetUp) return null
	if (isOpen) return <EmailForm invitation={invitation} />
	return (
		<div className="actions">
			<button type="button" className="plain small" onClick={() => setOpen(true)}>
				{t('people.sendByEmail')}
			</button>
		</div>
	)
}

function EmailForm({ invitation: { code, person } }: { readonly invitation: Invitation }) {
	const { t } = useTranslations()
	const [sentTo, setSentTo] = useState<string | null>(null)
	const { register, submit, errors, isSubmitting, problem, reset } = useDeskForm({
		schema: invitationEmailSchema,
		defaultValues: { code, to: '' },
		problemFields: { 'email-address-refused': 'to' },
		unsaved: null,
		async onSubmit(body) {
			setSentTo(null)
			await callRoute(peopleApi.emailInvitation, { params: { id: person.id }, body })
			setSentTo(body.to)
			reset()
		},
	})
	return (
		<form className="stack tight" noValidate onSubmit={submit}>
			<TextField
				type="email"
				dir="ltr"
				inputMode="email"
				autoComplete="off"
				autoFocus
				label={t('people.emailAddress')}
				hint={t('people.emailHint')}
				error={errors.to}
				errorText={t('people.emailInvalid')}
				{...register('to')}
			/>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" className="small" disabled={isSubmitting}>
					{t(isSubmitting ? 'people.emailSending' : 'people.emailSend')}
				</button>
				{sentTo !== null && (
					<p className="note done" role="status">
						{t('people.emailSent', { to: sentTo })}
					</p>
				)}
			</div>
		</form>
	)
}
