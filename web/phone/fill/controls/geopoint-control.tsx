import './geopoint.css'
import { useAppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import { asAnswer, decimalsOf } from '../location-seeker.ts'
import type { ControlProps } from './control-props.ts'
import { LocationAccuracy } from './location-accuracy.tsx'
import { LocationButton } from './location-button.tsx'
import { ManualLocation } from './manual-location.tsx'
import { useCustomField } from './use-field.ts'
import { useLocationSearch } from './use-location-search.ts'

/** Captures the location from the phone, and shows its accuracy while it improves. */
export function GeopointControl({ id, path, question, describedBy }: ControlProps) {
	const { t } = useTranslations()
	const own = useAppText()
	const { filling, background } = useFilling()
	const field = useCustomField(path)
	const answer = filling.session.answerAt(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const place = useLocationSearch(
		question,
		(position) => field.set(asAnswer(position, decimalsOf(question))),
		// only while there is no answer: the background search overwrites nothing
		answer === undefined ? (background?.seekerAt(path) ?? null) : null,
	)

	return (
		<div className="stack tight" aria-describedby={describedBy || undefined} {...own}>
			<Place
				answer={typeof answer === 'string' ? answer : null}
				warningMetres={Number(question.parameters?.['warning-accuracy'] ?? Number.POSITIVE_INFINITY)}
			/>
			<div className="location-buttons">
				<LocationButton
					id={id}
					buttonRef={field.ref}
					label={answer === undefined ? t('controls.location.get') : t('controls.location.getAgain')}
					place={place}
					disabled={isReadOnly}
				/>
				{!isReadOnly && answer !== undefined && (
					<button
						type="button"
						className="plain"
						onClick={() => {
							// before the location is removed, or the background search would start again
							background?.declineAt(path)
							field.set(null)
							// the pressed button was removed with the location
							document.getElementById(id)?.focus()
						}}
					>
						{t('controls.location.remove')}
					</button>
				)}
			</div>
			{!isReadOnly && <ManualLocation onPlace={(typed) => field.set(typed)} />}
		</div>
	)
}

function Place({ answer, warningMetres }: { answer: string | null; warningMetres: number }) {
	const { t } = useTranslations()
	if (!answer) return null
	const [latitude = '', longitude = '', , accuracy = '', ...reason] = answer.split(' ')
	return (
		<output className="read-only">
			<bdi dir="ltr">
				{latitude}, {longitude}
			</bdi>
			{reason.length > 0 && (
				<>
					{' · '}
					{t('controls.location.enteredManually')} <bdi>{reason.join(' ')}</bdi>
				</>
			)}
			{accuracy !== '' && reason.length === 0 && (
				<>
					{' · '}
					<LocationAccuracy metres={Number(accuracy)} warningMetres={warningMetres} />
				</>
			)}
		</output>
	)
}
