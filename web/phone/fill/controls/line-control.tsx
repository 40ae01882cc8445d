import { splitLocations } from '#shared/forms/location-lines'
import { areaOf, lengthOf, readPoints } from '#shared/kernel/geodesy'
import { useAppText } from '../../../ui/app-text.tsx'
import { numberIn } from '../../../ui/formats.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFilling } from '../filling.ts'
import { asAnswer } from '../location-seeker.ts'
import type { ControlProps } from './control-props.ts'
import { LineSketch } from './line-sketch.tsx'
import { LocationButton } from './location-button.tsx'
import { LocationList } from './location-list.tsx'
import './lines.css'
import { useCustomField } from './use-field.ts'
import { useLocationSearch } from './use-location-search.ts'

/** Decimals of a coordinate: 7 are a centimetre, as exact as satellites are. */
const decimals = 7

/**
 * Control for a line or an area that is walked: a point is captured at every bend. Each new point is
 * saved together with the previous ones, also while there are too few for an answer.
 */
export function LineControl({ id, path, question, describedBy }: ControlProps) {
	const { t, language } = useTranslations()
	const own = useAppText()
	const { filling } = useFilling()
	const field = useCustomField(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const isArea = question.type === 'geoshape'
	const places = splitLocations(filling.session.typedAt(path))
	const isClosed = isArea && places.length > 3 && places[0] === places.at(-1)
	const keep = (now: readonly string[]) => field.type(now.join(';'))
	const place = useLocationSearch(question, (position) => keep([...places, asAnswer(position, decimals)]))
	const points = readPoints(places) ?? []
	const corners = isClosed ? places.slice(0, -1) : places
	const numbered = (value: number) => numberIn(language, Math.round(value))
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined} {...own}>
			{places.length > 0 && (
				<>
					<p role="status">
						{t('controls.shape.pointCount', { count: corners.length })}
						{points.length > 1 && (
							<> · {t('controls.shape.length', { metres: numbered(lengthOf(points)) })}</>
						)}
						{isClosed && <> · {t('controls.shape.area', { area: numbered(areaOf(points)) })}</>}
					</p>
					<LineSketch points={points} isClosed={isClosed} />
					<LocationList places={corners} />
				</>
			)}
			{!isClosed && (
				<LocationButton
					id={id}
					buttonRef={field.ref}
					label={t('controls.shape.addPoint')}
					place={place}
					disabled={isReadOnly}
				/>
			)}
			{isArea && !isClosed && places.length >= 3 && !isReadOnly && (
				<button type="button" className="plain" onClick={() => keep([...places, places[0] ?? ''])}>
					<Icon name="server" />
					{t('controls.shape.close')}
				</button>
			)}
			{places.length > 0 && !isReadOnly && (
				<button
					type="button"
					className="plain"
					{...(isClosed ? { id, ref: field.ref } : {})}
					onClick={() => keep(places.slice(0, -1))}
				>
					<Icon name="returned" />
					{isClosed ? t('controls.shape.reopen') : t('controls.shape.removeLastPoint')}
				</button>
			)}
		</div>
	)
}
