import { LocationAccuracy } from './place-accuracy.tsx'

/** A line can have hundreds; what somebody looks at is whether the last ones are right. */
const mostShown = 5
/** Less exact than this, a place is marked. */
const warningMetres = 100

/** The places of a line that were taken last, with how exact each is. */
export function LocationList({ places }: { places: readonly string[] }) {
	const numbered = places.map((place, i) => ({ place, number: i + 1 }))
	return (
		<ol className="places">
			{numbered.slice(-mostShown).map(({ place, number }) => {
				const [latitude = '', longitude = '', , accuracy = ''] = place.split(' ')
				return (
					<li key={number}>
						<bdi className="rank-place">{number}</bdi>
						<bdi dir="ltr">
							{Number(latitude).toFixed(5)}, {Number(longitude).toFixed(5)}
						</bdi>
						{accuracy !== '' && <LocationAccuracy metres={Number(accuracy)} warningMetres={warningMetres} />}
					</li>
				)
			})}
		</ol>
	)
}
