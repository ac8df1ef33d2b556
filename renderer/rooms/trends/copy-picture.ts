const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'display',
  'visibility',
] as const;
const headHeight = 28;
const sharpness = 2;

/** The chart as a PNG on the ground of the theme that is shown, with its title: drawn from its own SVG, so it needs no pixels of the page. */
export async function pictureOf(box: HTMLElement, title: string): Promise<Blob> {
  const { width, height } = box.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * sharpness);
  canvas.height = Math.ceil((height + headHeight) * sharpness);
  const draw = canvas.getContext('2d');
  if (!draw) throw new Error('This browser draws no pictures.');
  const style = getComputedStyle(document.body);
  draw.scale(sharpness, sharpness);
  draw.fillStyle = style.backgroundColor;
  draw.fillRect(0, 0, width, height + headHeight);
  draw.fillStyle = style.color;
  draw.font = `600 13px ${style.fontFamily}`;
  draw.fillText(title, 8, 19, width - 16);
  const origin = box.getBoundingClientRect();
  for (const svg of box.querySelectorAll('svg')) {
    const place = svg.getBoundingClientRect();
    draw.drawImage(
      await imageOf(svg, place),
      place.left - origin.left,
      place.top - origin.top + headHeight,
      place.width,
      place.height,
    );
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png'),
  );
}

/** An SVG with its colours written into it: a picture knows no style sheet. */
async function imageOf(svg: SVGSVGElement, { width, height }: DOMRect): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const there = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const here = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  here.forEach((element, index) => {
    const original = there[index];
    if (!original) return;
    const style = getComputedStyle(original);
    element.removeAttribute('style');
    element.removeAttribute('class');
    for (const name of properties) element.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width * sharpness));
  copy.setAttribute('height', String(height * sharpness));
  if (!copy.hasAttribute('viewBox')) copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
