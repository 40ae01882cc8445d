import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import type { Choice } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import { hasLeft } from '../../storage/drafts/draft-copies.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { WithdrawalCode } from '../../ui/withdrawal-code.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { useFilling } from './filling.ts'
import { FormFoot } from './form-foot.tsx'
import { FormText } from './form-text.tsx'
import { reasonsToEnd } from './reasons-to-end.ts'
import { useInterviewEnd } from './use-interview-end.ts'
import './end-interview-view.css'

interface EndInterviewViewProps {
	/** Element at whose end the foot is shown; null until it exists. */
	readonly screen: HTMLElement | null
	readonly isSaving: boolean
	readonly onGoOn: () => void
	/**
	 * Finishes the record after its answers say how it ended. Resolves with false if that failed, and the
	 * interview goes on.
	 */
	readonly onStop: () => Promise<boolean>
}

/**
 * Ends the interview early: asks for the reason, and what should happen to the answers, in the form's own
 * words. Nothing is saved before it is confirmed; missing answers elsewhere no longer matter.
 */
export function EndInterviewView({ screen, isSaving, onGoOn, onStop }: EndInterviewViewProps) {
	const { t } = useTranslations()
	const { session: vaultSession } = useSession()
	const { filling, recording } = useFilling()
	const { session } = filling
	const { consent } = session.form
	const { why, wish, chooseWhy, chooseWish, isWishShown, wrong, end } = useInterviewEnd(filling, onStop)
	const isElsewhere = useLocalData(() => hasLeft(vaultSession, filling.draft), filling.draft)
	// a recording ends when the interview is ended
	useEffect(() => void recording.running()?.stop(), [recording])
	if (!consent?.stop) return null
	const { stop: reasonNode } = consent
	const wishes = isWishShown ? consent.wish : undefined
	const isDeletion = wish !== null && (wishes?.part.consent?.answers?.includes(wish) ?? false)
	const { constraintMessage } = reasonNode.part.kind === 'question' ? reasonNode.part : {}
	return (
		<section className="stack stop-view">
			<h2>{t('endInterview.title')}</h2>
			<p>{t('endInterview.rightToStop')}</p>
			<OneOf
				node={reasonNode}
				choices={reasonsToEnd(session)}
				chosen={why}
				onChoose={chooseWhy}
				title={t('endInterview.reasonLabel')}
			/>
			{wishes && (
				<OneOf node={wishes} choices={session.choices(wishes.template)} chosen={wish} onChoose={chooseWish} />
			)}
			{isDeletion && <p className="note wait">{t('endInterview.deleteHelp')}</p>}
			{isDeletion && isElsewhere && <p className="note wait">{t('endInterview.copySentHelp')}</p>}
			{consent.code && (!isDeletion || isElsewhere) && (
				<WithdrawalCode code={String(session.read(consent.code.template))} />
			)}
			{screen &&
				createPortal(
					<FormFoot
						back={null}
						onward={
							<>
								<button type="button" className="plain" disabled={isSaving} onClick={onGoOn}>
									{t('endInterview.continue')}
								</button>
								<button type="button" disabled={isSaving} onClick={() => void end()}>
									{t(isDeletion ? 'endInterview.endAndDelete' : 'endInterview.endAndSave')}
								</button>
							</>
						}
					>
						{wrong && (
							<div className="foot-message" role="alert">
								<Icon name="alert" />
								<span>
									{wrong === 'not-possible' && constraintMessage ? (
										<FormText path={reasonNode.template} texts={constraintMessage} />
									) : (
										t(isWishShown ? 'endInterview.choiceMissing' : 'endInterview.reasonMissing')
									)}
								</span>
							</div>
						)}
					</FormFoot>,
					screen,
				)}
		</section>
	)
}

interface OneOfProps {
	readonly node: FormNode
	readonly choices: readonly Choice[]
	readonly chosen: string | null
	readonly onChoose: (name: string) => void
	/** Replaces the question's label. */
	readonly title?: string
}

/** The choices of a question, with the form's labels. */
function OneOf({ node, choices, chosen, onChoose, title }: OneOfProps) {
	return (
		<fieldset>
			<legend>{title ?? <FormText path={node.template} texts={node.part.label} />}</legend>
			{choices.map(({ name, label }) => (
				<label key={name} className="choice">
					<input
						type="radio"
						name={node.template}
						value={name}
						checked={chosen === name}
						onChange={() => onChoose(name)}
					/>
					<FormText path={node.template} texts={label} />
				</label>
			))}
		</fieldset>
	)
}
