import { useEffect, useState } from 'react'
import { Problem } from '#shared/kernel/problem'
import { useAppText } from '../../ui/app-text.tsx'
import { useTexts } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { useOwnField } from './use-field.ts'

/** Better than this, waiting longer is not worth anybody's time: it is taken. */
const goodEnoughMetres = 30
const longestWaitMs = 120_000

/** Takes the place from the phone, showing how sure it is while it gets better. */
export function GeopointControl({ id, path, question, describedBy }: ControlProps) {
	const { t } = useTexts()
	const own = useAppText()
	const { filling } = useFilling()
	const field = useOwnField(path)
	const [reading, setReading] = useState<GeolocationPosition | null>(null)
	const [isLooking, setLooking] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const answer = filling.session.answerAt(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const decimals = Number(question.parameters?.decimals ?? 7)
	const keep = (position: GeolocationPosition) => {
		field.set(asAnswer(position, decimals))
		setLooking(false)
		setReading(null)
	}

	// biome-ignore lint/correctness/useExhaustiveDependencies: the watch lives as long as the looking
	useEffect(() => {
		if (!isLooking) return
		setProblem(null)
		const watch = navigator.geolocation.watchPosition(
			(position) => {
				setReading(position)
				if (position.coords.accuracy <= goodEnoughMetres) keep(position)
			},
			(error) => {
				// the last reading, if there was one, can still be taken
				setProblem(new Problem('place-unavailable', {}, error))
				setLooking(false)
			},
			{ enableHighAccuracy: true, timeout: longestWaitMs },
		)
		return () => navigator.geolocation.clearWatch(watch)
	}, [isLooking])

	const metres = Math.round(reading?.coords.accuracy ?? 0)
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined} {...own}>
			<Place answer={typeof answer === 'string' ? answer : null} />
			{isLooking && (
				<p role="status">{reading ? t('fill.placeWithin', { metres }) : t('fill.placeLooking')}</p>
			)}
			{reading && (
				<button type="button" className="plain" onClick={() => keep(reading)}>
					{t('fill.placeTake', { metres })}
				</button>
			)}
			{isLooking ? (
				<button type="button" className="plain" onClick={() => setLooking(false)}>
					{t('fill.placeStop')}
				</button>
			) : (
				<button
					type="button"
					className="plain"
					id={id}
					ref={field.ref}
					disabled={isReadOnly}
					onClick={() => {
						setReading(null)
						if ('geolocation' in navigator) setLooking(true)
						else setProblem(new Problem('place-unavailable'))
					}}
				>
					<Icon name="pin" />
					{answer === undefined ? t('fill.placeGet') : t('fill.placeAgain')}
				</button>
			)}
			<ProblemNote problem={problem} />
		</div>
	)
}

function Place({ answer }: { answer: string | null }) {
	const { t } = useTexts()
	if (!answer) return null
	const [latitude = '', longitude = '', , accuracy = ''] = answer.split(' ')
	return (
		<output className="read-only">
			<bdi dir="ltr">
				{latitude}, {longitude}
			</bdi>
			{accuracy !== '' && <> · {t('fill.placeWithin', { metres: Math.round(Number(accuracy)) })}</>}
		</output>
	)
}

/** `lat lon altitude accuracy`. Fewer decimals blur the place before it is kept: 2 are about a kilometre. */
export function asAnswer({ coords }: GeolocationPosition, decimals: number): string {
	const rounded = (value: number) => String(Number(value.toFixed(decimals)))
	const accuracy = Math.max(coords.accuracy, decimals < 5 ? 111_000 / 10 ** decimals : 0)
	return `${rounded(coords.latitude)} ${rounded(coords.longitude)} ${Math.round(coords.altitude ?? 0)} ${Math.round(accuracy)}`
}
