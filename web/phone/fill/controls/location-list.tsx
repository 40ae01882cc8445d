import { LocationAccuracy } from './location-accuracy.tsx'

/** Maximum points shown: a line can have hundreds, and the last ones show if it is right. */
const maxShown = 5
/** Accuracy in metres from which a point is marked as inaccurate. */
const warningMetres = 100

/** Last points of a line, with the accuracy of each. */
export function LocationList({ places }: { places: readonly string[] }) {
	const numbered = places.map((place, i) => ({ place, number: i + 1 }))
	return (
		<ol className="places">
			{numbered.slice(-maxShown).map(({ place, number }) => {
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
