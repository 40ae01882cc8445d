import { useTexts } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

/** A line can have hundreds; what somebody looks at is whether the last ones are right. */
const mostShown = 5

interface PlaceListProps {
	readonly places: readonly string[]
	/** Less exact than this, a place is marked. */
	readonly warningMetres: number
}

/** The places of a line that were taken last, with how exact each is. */
export function PlaceList({ places, warningMetres }: PlaceListProps) {
	const { t } = useTexts()
	const numbered = places.map((place, i) => ({ place, number: i + 1 }))
	return (
		<ol className="places">
			{numbered.slice(-mostShown).map(({ place, number }) => {
				const [latitude = '', longitude = '', , accuracy = ''] = place.split(' ')
				const metres = Math.round(Number(accuracy))
				return (
					<li key={number}>
						<bdi className="rank-place">{number}.</bdi>
						<bdi dir="ltr">
							{Number(latitude).toFixed(5)}, {Number(longitude).toFixed(5)}
						</bdi>
						{accuracy !== '' && (
							<span className={metres > warningMetres ? 'error' : 'hint'}>
								{metres > warningMetres && <Icon name="warning" />}
								{t('fill.placeWithin', { metres })}
							</span>
						)}
					</li>
				)
			})}
		</ol>
	)
}
