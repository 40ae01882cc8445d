import { useId, useState } from 'react'
import { identifierApi } from '#shared/api/records'
import type { Answer } from '#shared/forms/answers'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'

interface RevealIdentifierProps {
	readonly record: string
	readonly path: string
	readonly reading: FormReading
}

/**
 * An answer that only the server can decrypt: hidden until an authorized user asks for it. It stays in this
 * page until it is hidden again.
 */
export function RevealIdentifier({ record, path, reading }: RevealIdentifierProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const id = useId()
	const [shown, setShown] = useState<{ readonly answer: Answer | null } | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBusy, setBusy] = useState(false)
	async function show() {
		setBusy(true)
		setProblem(null)
		try {
			setShown(await callRoute(identifierApi.reveal, { params: { id: record }, body: { question: path } }))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	if (!may(person.role, 'identifiers.open')) return <bdi>{t('record.encryptedAnswer')}</bdi>
	return (
		<div className="identifier">
			<bdi role="status">{shown ? reading.answer(path, shown.answer) : t('record.encryptedAnswer')}</bdi>
			<button
				type="button"
				className="plain small"
				disabled={isBusy}
				aria-describedby={id}
				onClick={() => (shown ? setShown(null) : void show())}
			>
				{t(shown ? 'review.hide' : 'review.show')}
			</button>
			<p id={id} className="hint">
				{t('review.viewingIsLogged')}
			</p>
			<ProblemNote problem={problem} />
		</div>
	)
}
